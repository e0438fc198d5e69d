import { describe, expect, it } from 'vitest';
import { escaped, fillIn } from './fill-in.ts';

describe('the HTML of a task', () => {
  it.each([
    [`<p>\${sign}</p>`, '<p>ARAF</p>'],
    [`<img src="\${ picture }">`, '<img src="a.png">'],
    [`\${count} \${none}|\${list}`, '3 |["a"]'],
    [`<b>\${markup}</b>`, '<b><i>slow</i></b>'],
    [`\`\${elsewhere}\` \${constructor} $sign \${}`, `\`\${elsewhere}\` \${constructor} $sign \${}`],
  ])('has values in place of their keys: %s', (html, filled) => {
    const item = { sign: 'ARAF', picture: 'a.png', count: 3, none: null, list: ['a'], markup: '<i>slow</i>' };
    expect(fillIn(html, item)).toBe(filled);
  });

  it('shows what comes from the address of the page as text', () =>
    expect(fillIn(`<p>\${who}</p>`, { who: escaped(`<img src="x" onerror='y'>&`) })).toBe(
      '<p>&lt;img src=&quot;x&quot; onerror=&#39;y&#39;&gt;&amp;</p>',
    ));
});
