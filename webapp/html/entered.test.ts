// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { enter, enteredIn, keptControls } from './entered.ts';

function formOf(html: string): HTMLFormElement {
  const form = document.createElement('form');
  form.innerHTML = html;
  document.body.replaceChildren(form);
  return form;
}
const all = `<input name="text" value="a"><textarea name="long">b</textarea><input type="range" name="much" value="3">
<input type="checkbox" name="place" value="road" checked><input type="checkbox" name="place" value="house">
<input type="radio" name="kind" value="x"><input type="radio" name="kind" value="y">
<select name="one"><option>p</option><option selected>q</option></select>
<select name="some" multiple><option selected>r</option><option>s</option></select>
<input name="twice" value="1"><input name="twice" value="2">`;

describe('what was entered in a form', () => {
  it('is read by name, and entered again', () => {
    const form = formOf(all);
    const first = enteredIn(form);
    expect(first).toEqual({
      ...{
        text: ['a'],
        long: ['b'],
        much: ['3'],
        place: ['road'],
        kind: [],
        one: ['q'],
        some: ['r'],
        twice: ['1', '2'],
      },
    });
    const other = {
      ...{ text: ['A'], long: ['B\nC'], much: ['7'], place: ['house'], kind: ['y'], one: ['p'], some: ['r', 's'] },
      twice: ['3', '4'],
    };
    expect(enter(keptControls(form), other).map(({ name }) => name)).toEqual([
      'text',
      'long',
      'much',
      'place',
      'place',
      'kind',
      'one',
      'some',
      'twice',
      'twice',
    ]);
    expect(enteredIn(form)).toEqual(other);
    expect(enter(keptControls(form), other)).toEqual([]);
  });

  it('has neither passwords, also where they are shown, nor codes, cards and files', () => {
    const form =
      formOf(`<input type="password" name="p" value="x"><input name="n" autocomplete="new-password" value="x">
      <input name="c" autocomplete="section-a cc-number" value="x"><input name="o" autocomplete="one-time-code" value="x">
      <input type="file" name="f"><input type="submit" name="s" value="x"><input name="d" value="x" disabled><input value="x">`);
    expect(enteredIn(form)).toEqual({});
    const [password] = form.elements as unknown as HTMLInputElement[];
    password!.type = 'text';
    expect(enteredIn(form)).toEqual({});
    enter(keptControls(form), { p: ['y'], s: ['y'] });
    expect(password!.value).toBe('x');
  });

  it('leaves alone what it does not name, a choice that is gone, and a draft of another shape', () => {
    const form = formOf(all);
    const before = enteredIn(form);
    for (const odd of [{}, { one: ['gone'] }, { text: 'A' }, { text: null, twice: [] }])
      expect(enter(keptControls(form), odd as never)).toEqual([]);
    expect(enteredIn(form)).toEqual(before);
  });
});
