/** What was entered in a form, as texts by the names of its inputs. */
export type Entered = Record<string, string[]>;

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** Values of these are written by the browser or the task, not by workers, or are files, which no script may put back. */
const notKept = new Set(['file', 'button', 'submit', 'reset', 'image']);
/** Passwords, codes and cards, by the names that HTML gives them. */
const secret = /(^|\s)(.*-password|one-time-code|cc-.*)(\s|$)/;

const isControl = (element: Element): element is Control => ['INPUT', 'SELECT', 'TEXTAREA'].includes(element.tagName);
const isKept = (control: Control) =>
  control.name !== '' && !control.disabled && !notKept.has(control.type) && !isSecret(control);

/** Inputs that have been passwords: a page may show one as text. */
const secrets = new WeakSet<Control>();
function isSecret(control: Control): boolean {
  if (control.type === 'password' || secret.test(control.autocomplete)) secrets.add(control);
  return secrets.has(control);
}

const isCheck = (control: Control): control is HTMLInputElement =>
  control.type === 'checkbox' || control.type === 'radio';

/** The inputs of a form whose values are kept in its draft. */
export const keptControls = (form: HTMLFormElement): Control[] => [...form.elements].filter(isControl).filter(isKept);

/** What a form holds: a name in which nothing is chosen has no texts. Neither files nor passwords are in it. */
export function enteredIn(form: HTMLFormElement): Entered {
  const entered: Entered = Object.create(null);
  for (const control of keptControls(form)) {
    entered[control.name] ??= [];
    entered[control.name]?.push(...valuesOf(control));
  }
  return { ...entered };
}

function valuesOf(control: Control): string[] {
  if (isCheck(control)) return control.checked ? [control.value] : [];
  if (control instanceof HTMLSelectElement)
    return [...control.options].filter(({ selected, disabled }) => selected && !disabled).map(({ value }) => value);
  return [control.value];
}

/** Enters into these inputs what was entered before; returns those that it changed. A name that is not in it stays as it is. */
export function enter(controls: readonly Control[], entered: Entered): Control[] {
  const left = new Map<string, string[]>();
  for (const { name } of controls) {
    const texts = Object.hasOwn(entered, name) ? entered[name] : undefined;
    if (Array.isArray(texts)) left.set(name, texts.map(String));
  }
  return controls.filter((control) => {
    const texts = left.get(control.name);
    return texts !== undefined && enterOne(control, texts);
  });
}

/** Takes the text of an input out of `texts`. */
function enterOne(control: Control, texts: string[]): boolean {
  const take = (value: string) => {
    const at = texts.indexOf(value);
    if (at >= 0) texts.splice(at, 1);
    return at >= 0;
  };
  if (isCheck(control)) {
    const before = control.checked;
    control.checked = take(control.value);
    return control.checked !== before;
  }
  if (control instanceof HTMLSelectElement) return select(control, take);
  const text = texts.shift();
  if (text === undefined || control.value === text) return false;
  control.value = text;
  return true;
}

function select(control: HTMLSelectElement, take: (value: string) => boolean): boolean {
  const before = valuesOf(control);
  const chosen = [...control.options].filter(({ value, disabled }) => !disabled && take(value));
  if (control.multiple) for (const option of control.options) option.selected = chosen.includes(option);
  // A choice may not be among the options any more.
  else if (chosen[0]) control.selectedIndex = chosen[0].index;
  return valuesOf(control).join('\n') !== before.join('\n');
}
