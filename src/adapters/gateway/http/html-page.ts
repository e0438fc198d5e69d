import { htmlText } from '../../tasks/html-text.ts';

/** A page without scripts and without anything from elsewhere. */
type HtmlPage = {
  title: string;
  /** HTML. */
  body: string;
  /** HTML. */
  head?: string;
  style?: string;
  /** The language of the texts, and its direction; English by default. */
  lang?: string;
  dir?: 'ltr' | 'rtl';
};

/** Colours of light and dark, by the system's setting, or by the choice that the app keeps. */
const colours = `
:root{color-scheme:light dark;--paper:#fbfaf7;--card:#fff;--ink:#1d1b18;--quiet:#57534c;--line:#d9d4ca;--link:#1f5f8b}
@media (prefers-color-scheme:dark){:root:not([data-mantine-color-scheme=light]){--paper:#161513;--card:#1f1e1b;--ink:#efece6;--quiet:#b4aea3;--line:#3a3732;--link:#8ec5ee}}
:root[data-mantine-color-scheme=dark]{color-scheme:dark;--paper:#161513;--card:#1f1e1b;--ink:#efece6;--quiet:#b4aea3;--line:#3a3732;--link:#8ec5ee}
:root[data-mantine-color-scheme=light]{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,sans-serif;overflow-wrap:break-word}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
`;

/** A whole HTML document. */
export const htmlPage = ({
  title,
  body,
  head = '',
  style = '',
  lang = 'en',
  dir = 'ltr',
}: HtmlPage): string => `<!doctype html>
<html lang="${htmlText(lang)}" dir="${dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${htmlText(title)}</title>
${head}<style>${colours}${style}</style>
</head>
<body>
${body}
</body>
</html>
`;

const notice = 'main{max-width:36rem;margin:0 auto;padding:15vh 1.25rem 3rem}h1{font-size:1.5rem;line-height:1.25}';

/** A page with one message; `html` is HTML. */
export const noticePage = (title: string, html: string, language: Pick<HtmlPage, 'lang' | 'dir'> = {}): string =>
  htmlPage({ ...language, title, style: notice, body: `<main><h1>${htmlText(title)}</h1><p>${html}</p></main>` });
