/** Preact instead of React in the pages that workers load: their devices load a third of the code. */
export const preactForReact = {
  'react-dom/client': 'preact/compat/client',
  'react/jsx-runtime': 'preact/jsx-runtime',
  react: 'preact/compat',
};
