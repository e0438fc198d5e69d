import { element } from './element.ts';

/** What to do in a house where nothing runs yet. */
export function noRuns(): HTMLElement {
  return element(
    'section',
    { class: 'empty' },
    element('h2', {}, 'No runs yet'),
    element('p', {}, 'Launch the first task from a terminal, in the folder of the project:'),
    element('pre', {}, element('code', {}, 'bin/manyhands run examples/01-first-task')),
    element(
      'p',
      { class: 'quiet' },
      'It appears here as soon as it is launched, with a link for the people who do the work.',
    ),
  );
}
