import { describe, expect, it } from 'vitest';
import { fillIn } from './fill-in.ts';

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
});
