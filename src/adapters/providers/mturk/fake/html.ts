import { Html, html } from '../../fakes/html.ts';

const style = new Html(`
  :root { color-scheme: light dark; --edge: light-dark(#c5c8ce, #4a4e57); --soft: light-dark(#f3f4f6, #24272d); }
  body { margin: 0 auto; padding: 1rem; max-width: 72rem; font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: start; padding: .25rem .5rem; border-bottom: 1px solid var(--edge); vertical-align: top; }
  th { overflow-wrap: normal; }
  td { min-width: 6rem; }
  form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin: .5rem 0; }
  label { display: grid; grid-template-columns: minmax(0, auto); gap: .125rem; font-size: .875rem; max-width: 100%; }
  input, select, button { font: inherit; padding: .25rem .5rem; max-width: 100%; box-sizing: border-box; min-height: 2.75rem; }
  iframe { width: 100%; min-height: 70vh; border: 1px solid var(--edge); background: #fff; }
  code { font-size: .875em; }
  @media (max-width: 64rem) {
    thead { display: none; }
    tr { display: block; padding: .5rem; margin: .5rem 0; background: var(--soft); border: 1px solid var(--edge); }
    td { display: grid; grid-template-columns: 7rem minmax(0, 1fr); border: 0; padding: .125rem 0; }
    td::before { content: attr(data-name); font-weight: 600; }
  }
`);

/** A whole page. */
export const page = (title: string, body: Html): string =>
  html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${style}</style></head><body><h1>${title}</h1>${body}</body></html>`.text;

/** A table, which becomes a list of cards where there is little room. */
export function table(names: readonly string[], rows: readonly (readonly (Html | string | number)[])[]): Html {
  if (rows.length === 0) return html`<p>None.</p>`;
  return html`<table><thead><tr>${names.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr>${row.map((cell, index) => html`<td data-name="${names[index]}"><span>${cell}</span></td>`)}</tr>`,
  )}</tbody></table>`;
}
