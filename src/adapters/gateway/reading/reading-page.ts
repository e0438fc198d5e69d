import { htmlText } from '../../tasks/html-text.ts';
import { htmlPage } from '../http/html-page.ts';

const style = `
header{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;align-items:center;padding:.75rem max(1.25rem,calc(50vw - 37rem));background:var(--card);border-bottom:1px solid var(--line)}
header a{color:inherit;text-decoration:none;padding:.25rem 0}header a:hover,header a[aria-current]{text-decoration:underline}
.brand{display:flex;gap:.5rem;align-items:center;font:600 1.25rem/1 ui-serif,Georgia,serif}
.sides{max-width:74rem;margin:0 auto;padding:1.25rem;display:grid;gap:2rem;grid-template-columns:minmax(0,1fr)}
@media (min-width:60rem){.sides{grid-template-columns:15rem minmax(0,1fr)}main{grid-area:1/2}nav.side{grid-area:1/1;position:sticky;top:1rem;align-self:start;max-height:calc(100vh - 2rem);overflow-y:auto}}
nav.side h2{font-size:.875rem;margin:1rem 0 .25rem;color:var(--quiet)}nav.side ul{list-style:none;margin:0;padding:0}
nav.side li{padding:.125rem 0}nav.side a[aria-current]{color:inherit;font-weight:600}
main{min-width:0}main>:first-child{margin-top:0}
h1{font:600 1.9rem/1.2 ui-serif,Georgia,serif}h2{margin-top:2.25rem;line-height:1.25}
:target{scroll-margin-top:1rem}
code,pre{font-family:ui-monospace,monospace;font-size:.875em}
code{overflow-wrap:anywhere}
pre{padding:.75rem 1rem;background:var(--card);border:1px solid var(--line);border-radius:.5rem;overflow-x:auto}
pre code{font-size:1em;overflow-wrap:normal}
.wide{overflow-x:auto}
table{border-collapse:collapse;min-width:min(100%,40rem)}th,td{text-align:left;vertical-align:top;padding:.375rem .75rem .375rem 0;border-bottom:1px solid var(--line)}
img{max-width:100%;height:auto;border:1px solid var(--line);border-radius:.5rem}
.quiet{color:var(--quiet)}
.skip{position:absolute;left:.5rem;top:-5rem;padding:.5rem 1rem;background:var(--card)}.skip:focus{top:.5rem}
`;

/** A link of the navigation. */
export type PageLink = { href: string; text: string };

type ReadingPage = {
  title: string;
  /** The address of this page, which its links mark. */
  at: string;
  /** The links beside the text, by heading. */
  beside: Readonly<Record<string, readonly PageLink[]>>;
  /** HTML. */
  text: string;
  style?: string;
};

/** A page of the app that is read: the documentation, or the API. It has no script but the one that keeps the colours. */
export function readingPage({ title, at, beside, text, style: own = '' }: ReadingPage): string {
  const link = ({ href, text }: PageLink) =>
    `<a href="${htmlText(href)}"${href === at ? ' aria-current="page"' : ''}>${htmlText(text)}</a>`;
  const parts = Object.entries(beside).map(
    ([heading, links]) =>
      `<h2>${htmlText(heading)}</h2><ul>${links.map((one) => `<li>${link(one)}</li>`).join('')}</ul>`,
  );
  const places = [
    { href: '/docs', text: 'Documentation' },
    { href: '/api', text: 'API' },
    { href: '/', text: 'To the app' },
  ];
  return htmlPage({
    title: `${title} · Manyhands`,
    head: '<link rel="icon" href="/favicon.svg">\n<script src="/first.js"></script>\n',
    style: style + own,
    body: `<a class="skip" href="#text">Skip to the content</a>
<header><a class="brand" href="/"><img src="/favicon.svg" alt="" width="24" height="24" style="border:0">Manyhands</a>${places.map(link).join('')}</header>
<div class="sides"><main id="text" tabindex="-1">
${text}
</main><nav class="side" aria-label="Pages">${parts.join('')}</nav></div>`,
  });
}
