import { expect, it } from '@jest/globals';
import { code, linesThat, sources } from './sources.ts';

const lines = (text: string) => text.split('\n').length - 1;
const own = code.filter(({ path }) => !path.endsWith('.test.ts'));

it('keeps every file under 250 lines, and half of them under 75', () => {
  expect(code.filter(({ text }) => lines(text) > 250).map(({ path, text }) => `${path}: ${lines(text)}`)).toEqual([]);
  const sizes = own.map(({ text }) => lines(text)).sort((one, other) => one - other);
  expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(75);
});

it('names files for what they hold', () => {
  const vague = /(^|[-/.])(utils?|helpers?|managers?|services?(?!-token)|common|misc)([-.]|$)/;
  const names = code
    .map(({ path }) => path)
    .filter((path) => vague.test(path) && !path.startsWith('src/schema/common'));
  expect(names).toEqual([]);
});

const ownSentence = /^ {2}about: |= closed\('\w+', '[^']+\.', \{$/;

it('says in a sentence what each export is', () => {
  const declared = /^export (?:declare )?(?:async )?(?:abstract )?(function\*?|class|interface|type|const|let) (\w+)/;
  const silent = own
    .filter(({ path }) => /^(src|sandbox|bench|chaos|scripts|test)\/.*\.(ts|mjs)$/.test(path))
    .flatMap(({ path, text }) => {
      const all = text.split('\n');
      return all.flatMap((line, at) => {
        const [, what, name] = declared.exec(line) ?? [];
        const before = all[at - 1]?.trim() ?? '';
        // A decorated class says what it is in its decorator; resolvers and GraphQL types do it for readers of the API.
        const decorated = what === 'class' && /^[@)}]/.test(before);
        // So does a definition whose readers are shown its sentence: a kind, a fact source, a stream, a closed list.
        const describes = what === 'const' && all.slice(at, at + 4).some((part) => ownSentence.test(part));
        const said = before.endsWith('*/') || decorated || describes;
        return name === undefined || said ? [] : [`${path}: ${name}`];
      });
    });
  expect(silent).toEqual([]);
});

it('reads the environment in one place', () => {
  const readers = code
    .filter(({ path }) => path.startsWith('src/') && path !== 'src/config.ts' && !path.endsWith('.test.ts'))
    .flatMap((source) => linesThat(source, /process\.env\b/));
  expect(readers).toEqual([]);
});

it('is given the time where it judges, plans and reads', () => {
  const takers = code
    .filter(({ path }) => /^src\/(domain|rules|sync|views|connectors\/[^/]+\/(?!client|changes|push))/.test(path))
    .filter(({ path }) => !path.endsWith('.test.ts'))
    .flatMap((source) => linesThat(source, /\bDate\.now\(|new Date\(\)/));
  expect(takers).toEqual([]);
});

it('leaves nothing unfinished, unchecked or skipped', () => {
  const marks = code.flatMap((source) =>
    linesThat(
      source,
      new RegExp(
        [
          'TO' + 'DO',
          'FIX' + 'ME',
          '@ts-' + '(ignore|expect-error|nocheck)',
          'biome-' + 'ignore',
          '\\b(it|test|describe)\\.(skip|only|todo)\\b',
          'jest\\.mock\\(',
        ].join('|'),
      ),
    ),
  );
  expect(marks).toEqual([]);
});

it('ends every decision with how it is checked', () => {
  const decisions = sources(/^docs\/adr\/\d+.*\.md$/);
  expect(decisions.length).toBeGreaterThan(0);
  expect(decisions.filter(({ text }) => !/^Checked by: /m.test(text)).map(({ path }) => path)).toEqual([]);
});
