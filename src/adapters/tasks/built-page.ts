import { htmlText, jsonInScript } from './html-text.ts';

type BuiltPage = {
  /** The name of its script and its style. */
  name: 'form' | 'html';
  title: string;
  /** The HTML that is there before the script. */
  body?: string;
  /** What the script reads, by the id of its element. */
  data: readonly [id: string, value: unknown];
};

/** The index.html of a page whose script and style are built with the package. */
export const indexOf = ({ name, title, body = '', data: [id, value] }: BuiltPage): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${htmlText(title)}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="${name}.css">
    <script src="wrap_crowd_source.js" defer></script>
    <script type="module" src="${name}.js"></script>
  </head>
  <body>
    <div id="app">${body}</div>
    <script type="application/json" id="${id}">${jsonInScript(value)}</script>
  </body>
</html>
`;
