import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** The green of Manyhands, from light to dark. */
const pine: MantineColorsTuple = [
  '#eef6f3',
  '#dcebe6',
  '#b9d8ce',
  '#93c4b5',
  '#66ab98',
  '#3b8f7c',
  '#27796a',
  '#1d6b5e',
  '#17564b',
  '#0f4038',
];

/** Warm greys for light colours. */
const gray: MantineColorsTuple = [
  '#f7f4ee',
  '#f0ece3',
  '#e6e0d4',
  '#d9d3c7',
  '#c7c0b2',
  '#a59d8f',
  '#7d766a',
  '#4f4a42',
  '#36322c',
  '#211e1a',
];

/** Warm greys for dark colours, as Mantine orders them: text first, page last. */
const dark: MantineColorsTuple = [
  '#eeeae2',
  '#d5cfc4',
  '#b9b2a5',
  '#8d867a',
  '#4a453e',
  '#3a3732',
  '#2a2723',
  '#1b1a17',
  '#161513',
  '#100f0e',
];

/** The theme of the app. */
export const theme = createTheme({
  primaryColor: 'pine',
  primaryShade: { light: 7, dark: 6 },
  colors: { pine, gray, dark },
  fontFamily: 'system-ui, sans-serif',
  headings: {
    fontFamily: 'ui-serif, Georgia, serif',
    sizes: { h1: { fontSize: '1.75rem' }, h2: { fontSize: '1.3rem' }, h3: { fontSize: '1.1rem' } },
  },
  defaultRadius: 'md',
  respectReducedMotion: true,
  focusRing: 'auto',
  cursorType: 'pointer',
  components: {
    Modal: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    // The header of a dialog is no second banner of the page.
    ModalHeader: { defaultProps: { role: 'presentation' } },
    // The bar stays in sight wherever a table is wider than its place: it shows that there are more columns.
    TableScrollContainer: { defaultProps: { scrollAreaProps: { type: 'auto', viewportProps: { tabIndex: 0 } } } },
  },
});

/** Colours with enough contrast in both schemes, and those of a unit's state. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#f9f7f2',
    '--mantine-color-text': '#211e1a',
    '--mantine-color-dimmed': '#5f594f',
    '--mantine-color-anchor': '#17564b',
    '--mantine-color-error': '#a52a14',
    '--mantine-color-placeholder': '#6b645a',
    '--card': '#fffdf9',
    '--line': '#d9d3c7',
    '--groove': '#e6e0d4',
    '--trouble': '#8f3d0c',
    '--trouble-paper': '#fbeee2',
    '--state-accepted': '#1d6b5e',
    '--state-waiting': '#c98a1b',
    '--state-soft': '#7d8f5a',
    '--state-rejected': '#a8452c',
    '--state-work': '#8fbfb2',
    '--series-1': '#1d6b5e',
    '--series-2': '#b0731a',
    '--series-3': '#5a5fa8',
  },
  dark: {
    '--mantine-color-body': '#161513',
    '--mantine-color-text': '#eeeae2',
    '--mantine-color-dimmed': '#b0a99b',
    '--mantine-color-anchor': '#8ed3c3',
    '--mantine-color-error': '#f2a08a',
    '--mantine-color-placeholder': '#a09889',
    '--card': '#1f1d1a',
    '--line': '#3a3732',
    '--groove': '#35322d',
    '--trouble': '#f0a877',
    '--trouble-paper': '#35251a',
    '--state-accepted': '#6cc0ae',
    '--state-waiting': '#e0ac4c',
    '--state-soft': '#a3b57d',
    '--state-rejected': '#d9775c',
    '--state-work': '#3d665d',
    '--series-1': '#79c9b8',
    '--series-2': '#e0ac4c',
    '--series-3': '#a7abe8',
  },
});
