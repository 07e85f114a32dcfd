import {
  type CSSVariablesResolver,
  createTheme,
  localStorageColorSchemeManager,
  type MantineColorsTuple,
} from '@mantine/core';

const petrol: MantineColorsTuple = [
  '#e8f3f2',
  '#cfe5e3',
  '#a9cdc9',
  '#77c4bf',
  '#5fb3ae',
  '#3b8a89',
  '#14686b',
  '#0d5a5d',
  '#0a4a4d',
  '#073739',
];

// Warm greys: what Mantine draws in grey lies on paper here.
const gray: MantineColorsTuple = [
  '#faf8f4',
  '#f1eee6',
  '#e6e2d9',
  '#d9d4c8',
  '#cfc9bc',
  '#a49d8d',
  '#7b7567',
  '#535b61',
  '#343a3f',
  '#1d2226',
];

const dark: MantineColorsTuple = [
  '#e9e6df',
  '#c9cbca',
  '#a5acb0',
  '#7c8489',
  '#444c51',
  '#2b3135',
  '#21262a',
  '#191d1f',
  '#121517',
  '#0c0e10',
];

// The head of a dialog is not the head of the page.
const dialog = { header: { role: 'presentation' } };

/** How Mantine's parts look here: flat, hairlines instead of shadows, one accent. */
export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 6 },
  colors: { petrol, gray, dark },
  autoContrast: true,
  fontFamily: 'var(--sans)',
  fontFamilyMonospace: 'var(--mono)',
  headings: { fontFamily: 'var(--sans)', fontWeight: '600' },
  defaultRadius: 4,
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm', fw: 550 } },
    Modal: {
      defaultProps: { overlayProps: { backgroundOpacity: 0.4 }, radius: 6, centered: true, attributes: dialog },
    },
    Drawer: { defaultProps: { overlayProps: { backgroundOpacity: 0.25 }, attributes: dialog } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 250, multiline: true } },
  },
});

/** Lets Mantine's parts use the page's own colours. */
export const colours: CSSVariablesResolver = () => {
  const both = {
    '--mantine-color-body': 'var(--surface)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink-soft)',
    '--mantine-color-placeholder': 'var(--ink-soft)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-color': 'var(--ink)',
    '--mantine-color-default-hover': 'var(--sunken)',
    '--mantine-color-default-border': 'var(--line-strong)',
    '--mantine-color-anchor': 'var(--accent)',
    '--mantine-color-error': 'var(--bad)',
  };
  return { variables: {}, light: both, dark: both };
};

/** Where the choice between light and dark is kept; `public/color-scheme.js` reads it before the first paint. */
export const colorSchemeManager = localStorageColorSchemeManager({ key: 'throughline.color-scheme' });
