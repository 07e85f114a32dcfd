import { type ReactNode, useEffect } from 'react';
import styles from './panel.module.css';

/** A part of a page with its heading. */
export function Panel({
  title,
  note,
  actions,
  children,
}: {
  title: string;
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const id = `panel-${title.toLowerCase().replaceAll(/\W+/g, '-')}`;
  return (
    <section className={styles['panel']} aria-labelledby={id}>
      <div className={styles['head']}>
        <h2 id={id}>{title}</h2>
        {note === undefined ? null : <p className={styles['note']}>{note}</p>}
        {actions === undefined ? null : <div className={styles['actions']}>{actions}</div>}
      </div>
      {children}
    </section>
  );
}

/** The head of a page: what it is, and what it says in one line. */
export function PageHead({
  title,
  above,
  children,
  actions,
}: {
  title: string;
  above?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · Throughline`;
  }, [title]);
  return (
    <div className={styles['page']}>
      <div>
        {above === undefined ? null : <p className={styles['above']}>{above}</p>}
        <h1>{title}</h1>
        {children === undefined ? null : <div className={styles['lead']}>{children}</div>}
      </div>
      {actions === undefined ? null : <div className={styles['actions']}>{actions}</div>}
    </div>
  );
}
