import { Html, html } from '../../../fakes/html.ts';

const css = `
:root { color-scheme: light dark; --line: #8885; --soft: #8882; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 70rem; padding: 1rem; overflow-wrap: anywhere; }
section { border-top: 1px solid var(--line); margin-top: 1.5rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; overflow-wrap: normal; white-space: nowrap; }
th, td { border-bottom: 1px solid var(--line); padding: .375rem .5rem; text-align: left; vertical-align: top; }
form { display: inline-flex; flex-wrap: wrap; gap: .5rem; margin: .125rem 0; align-items: end; }
label { display: grid; font-size: .875rem; }
input, select, button { font: inherit; padding: .25rem .5rem; min-width: 0; max-width: 100%; }
.note { background: var(--soft); padding: .5rem .75rem; }
@media (prefers-color-scheme: dark) { body { background: #16181d; color: #e8e8e8; } a { color: #8ab4ff; } }
`;

/** A whole page. */
export const page = (title: string, body: Html): string =>
  `<!doctype html>${
    html`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${new Html(css)}</style></head><body><h1>${title}</h1><p class="note">This is a simulation of Prolific. Nobody is paid.</p>${body}</body></html>`
      .text
  }`;

/** A table that scrolls by itself where the window is narrow. */
export const table = (
  heads: readonly string[],
  rows: readonly (readonly (Html | string | number | boolean | null | undefined)[])[],
): Html =>
  rows.length === 0
    ? html`<p>None yet.</p>`
    : html`<div class="wide" tabindex="0"><table><thead><tr>${heads.map((head) => html`<th>${head}</th>`)}</tr></thead><tbody>${rows.map(
        (row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`,
      )}</tbody></table></div>`;
