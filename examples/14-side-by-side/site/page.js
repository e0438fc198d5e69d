import { openTask } from './manyhands-hooks.js';

const reasons = ['It answers the question', 'It is right', 'It is easier to understand', 'It says more', 'Other'];
const place = (id) => document.getElementById(id);
const [form, status, submit] = ['form', 'status', 'submit'].map(place);

for (const reason of reasons) {
  const input = Object.assign(document.createElement('input'), {
    type: 'radio',
    name: 'why',
    value: reason,
    required: true,
  });
  const label = document.createElement('label');
  label.append(input, ` ${reason}`);
  place('reasons').lastElementChild.append(label);
}

const answer = () => Object.fromEntries(new FormData(form));

/** Chooses by a key; Tab goes on from there. */
function choose(value) {
  const input = form.querySelector(`[name=better][value=${value}]`);
  input.focus();
  input.click();
}

// A tie needs no reason.
form.addEventListener('change', () => {
  const isTie = answer().better === 'tie';
  place('reasons').hidden = isTie;
  place('reasons').disabled = isTie;
});
document.addEventListener('keydown', ({ key, target, ctrlKey, metaKey, altKey }) => {
  if (form.hidden || target.name === 'comment' || ctrlKey || metaKey || altKey) return;
  const value = { 1: 'left', 2: 'right', 3: 'tie' }[key];
  if (value) choose(value);
});

const task = openTask();

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void task.submit(answer());
});

/** A sentence for the worker: why there is nothing to do, or what becomes of the answer. */
function sentenceOf({ blockedExplanation, isPreview, loaded, submission, refusal, isServerLost }) {
  if (blockedExplanation) return blockedExplanation;
  if (isPreview) return 'You read a question about the night sky and two answers to it, and say which one is better.';
  if (isServerLost) return 'The server cannot be reached. Please keep this page open: it tries again by itself.';
  if (!loaded) return 'One moment…';
  return { none: '', sending: 'Sending…', saved: 'Saved. Thank you.', refused: refusal ?? '' }[submission];
}

task.listen((state) => {
  status.textContent = sentenceOf(state);
  const { initialTaskData: item, isPreview, submission, blockedReason } = state;
  form.hidden = !item || isPreview || Boolean(blockedReason);
  // The question is the heading of the form.
  place('title').hidden = !form.hidden;
  submit.disabled = submission !== 'none';
  if (!item) return;
  place('question').textContent = item.question;
  // As text: whatever a responder says is no HTML here.
  place('left').textContent = item.left_answer;
  place('right').textContent = item.right_answer;
});
