import { createTheme, type MantineColorsTuple } from '@mantine/core';

const ember: MantineColorsTuple = [
  '#fff3ea',
  '#ffe2cf',
  '#ffc39e',
  '#ffa169',
  '#fd843f',
  '#f76b1c',
  '#d9480f',
  '#b93a08',
  '#93300b',
  '#6f270c',
];

/** Ash instead of steel: the greys of both schemes lean towards the fire. */
const gray: MantineColorsTuple = [
  '#faf7f4',
  '#f4efea',
  '#eae2da',
  '#dcd1c7',
  '#c4b7ab',
  '#a3958a',
  '#75685e',
  '#574c44',
  '#3b332d',
  '#241e1a',
];
const dark: MantineColorsTuple = [
  '#f0e8e1',
  '#d3c7bd',
  '#b0a398',
  '#8c7f75',
  '#4f453e',
  '#3a322c',
  '#2b241f',
  '#1d1814',
  '#15100d',
  '#0e0a08',
];

const text = "'Figtree Variable', system-ui, -apple-system, 'Segoe UI', sans-serif";

export const theme = createTheme({
  primaryColor: 'ember',
  primaryShade: 7,
  colors: { ember, gray, dark },
  white: '#fffdfb',
  black: '#241e1a',
  fontFamily: text,
  headings: { fontFamily: `'Bricolage Grotesque Variable', ${text}`, fontWeight: '650' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  radius: { xs: '6px', sm: '8px', md: '12px', lg: '18px', xl: '26px' },
});
