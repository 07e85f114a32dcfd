import { Button } from '@mantine/core';
import { PersonaChooser } from './persona-chooser.tsx';
import { organisationLink } from './sign-in.ts';
import styles from './sign-in-page.module.css';
import { useSignInOptions } from './use-sign-in-options.ts';

/** The way in. */
export function SignInPage() {
  const options = useSignInOptions();
  return (
    <main className={styles['page']}>
      <div className={styles['about']}>
        <p className={styles['mark']}>
          <img src="/mark.svg" alt="" width="34" height="34" />
          Throughline
        </p>
        <h1>From signed to collected, with nothing lost on the way.</h1>
        <p>
          What your CRM has sold, your PSA delivers and your ERP bills, side by side: where they disagree, which
          invoices are blocked, for how much money, and what mends it.
        </p>
      </div>
      <div className={styles['ways']}>
        <h2 className={styles['title']}>Sign in</h2>
        {options === undefined ? null : (
          <>
            {options.oidc ? (
              <Button component="a" href={organisationLink()} size="md" fullWidth>
                Sign in with your organisation
              </Button>
            ) : null}
            {options.personas.length > 0 ? <PersonaChooser personas={options.personas} /> : null}
            {!options.oidc && options.personas.length === 0 ? (
              <p>
                Nobody can sign in here yet. Configure an identity provider in <code>hub.config.json</code>, or use the
                API with a service token.
              </p>
            ) : null}
          </>
        )}
      </div>
    </main>
  );
}
