import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { inWords } from '../format/words.ts';
import styles from './persona-chooser.module.css';
import { type Persona, personaLink, rememberDemoKey, takeDemoKey } from './sign-in.ts';

const does: Readonly<Record<string, string>> = {
  executive: 'sees where the money is',
  finance: 'works on blocked invoices, plans corrections',
  approver: 'decides on corrections',
  delivery: 'sees what has not reached its projects',
  integration: 'looks after the sources',
  auditor: 'reads who did what, and why',
  bi: 'takes rows and totals away',
};

/** The key inside whatever was pasted: a whole link, or the key alone. */
function keyIn(pasted: string): string | undefined {
  const text = pasted.trim();
  return /[?#&]key=([^&\s]+)/.exec(text)?.[1] ?? (/^[\w-]{8,}$/.test(text) ? text : undefined);
}

function KeyForm({ onKey }: { onKey: (key: string) => void }) {
  const [problem, setProblem] = useState<string>();
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const key = keyIn(String(new FormData(event.currentTarget).get('link')));
    if (key === undefined) {
      setProblem('There is no key in that. Paste one of the links whole.');
      return;
    }
    rememberDemoKey(key);
    onKey(key);
  }
  return (
    <form onSubmit={submit} className={styles['form']}>
      <p>
        This is the sandbox. <code>npm start</code> has printed a sign-in link for each persona in its terminal: open
        one, or paste one here to choose.
      </p>
      <div className={styles['row']}>
        <TextInput
          name="link"
          label="A sign-in link"
          placeholder="http://127.0.0.1:4000/auth/persona/finance?key=…"
          error={problem}
          autoComplete="off"
        />
        <Button type="submit" variant="default">
          Choose a persona
        </Button>
      </div>
    </form>
  );
}

function Persons({ title, personas, link }: { title: string; personas: Persona[]; link: (key: string) => string }) {
  return (
    <section>
      <h3>{title}</h3>
      <ul className={styles['personas']}>
        {personas.map(({ key, name, roles }) => (
          <li key={key}>
            <a href={link(key)}>
              {name}
              <span>{roles.map((role) => does[role] ?? inWords(role)).join(', ')}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Whom one can be in the sandbox, once its key is known. */
export function PersonaChooser({ personas }: { personas: Persona[] }) {
  const [key, setKey] = useState(takeDemoKey);
  if (key === undefined) return <KeyForm onKey={setKey} />;
  const link = (persona: string) => personaLink(persona, key);
  return (
    <>
      <Persons
        title="For the whole group"
        personas={personas.filter(({ legalEntities }) => legalEntities === null)}
        link={link}
      />
      <Persons
        title="For one legal entity"
        personas={personas.filter(({ legalEntities }) => legalEntities !== null)}
        link={link}
      />
    </>
  );
}
