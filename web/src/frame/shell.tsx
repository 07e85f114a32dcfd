import { Outlet, useLocation } from '@tanstack/react-router';
import { Suspense, useEffect, useRef } from 'react';
import { AlertToasts } from '../live/alert-toasts.tsx';
import { FreshnessMark } from './freshness.tsx';
import { LiveMark } from './live-mark.tsx';
import { Navigation } from './navigation.tsx';
import { Palette } from './palette.tsx';
import { ReaderMenu } from './reader-menu.tsx';
import styles from './shell.module.css';
import { ShortcutHelp } from './shortcut-help.tsx';

/** Puts the reading on at the new page, for whoever goes by keyboard or ear. */
function useFocusOnArrival() {
  const { pathname } = useLocation();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    document.getElementById('main')?.focus({ preventScroll: true });
  }, [pathname]);
}

/** What stands around every page: where one can go, how fresh everything is, who one is. */
export function Shell() {
  useFocusOnArrival();
  return (
    <div className={styles['shell']}>
      <a className={styles['skip']} href="#main">
        Skip to the page
      </a>
      <Navigation />
      <div className={styles['column']}>
        <header className={styles['header']}>
          <FreshnessMark />
          <LiveMark />
          <div className={styles['tools']}>
            <Palette />
            <ShortcutHelp />
            <ReaderMenu />
          </div>
        </header>
        <main id="main" className={styles['main']} tabIndex={-1}>
          <Suspense>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <AlertToasts />
    </div>
  );
}
