import { openTask } from './manyhands-hooks.js';
import { fill, responsesIn } from './questions.js';

const place = (id) => document.getElementById(id);
const [said, writing, composer, text, questions, finish] = [
  'said',
  'writing',
  'composer',
  'text',
  'questions',
  'finish',
].map(place);
const task = openTask();
let talk;

/** A sentence about the piece of work, or nothing while the conversation goes on. */
function sentenceOf({ blockedExplanation, isPreview, isServerLost, submission, refusal }) {
  if (blockedExplanation) return blockedExplanation;
  if (isPreview)
    return 'You talk with a program for six turns, and answer three questions about it. Say nothing that names you or others.';
  if (submission === 'saved') return 'Saved. Thank you.';
  if (submission === 'refused') return refusal;
  if (isServerLost) return 'The server cannot be reached. Please keep this page open: it tries again by itself.';
  if (!talk) return 'One moment…';
  const { connection, endReason } = talk.state();
  if (connection === 'reconnecting') return 'The connection is lost. What you write is kept, and sent when it is back.';
  if (endReason === 'left')
    return 'Nothing came from you in time, so the conversation is over. Load the page again for another one.';
  if (endReason === 'done') return 'That was the conversation. Please hand it in.';
  if (endReason) return 'The conversation has ended early. Please hand it in: it counts.';
  return '';
}

function bubble({ text: words, isOwn, isSent }) {
  const line = document.createElement('li');
  line.className = isOwn ? 'own' : 'other';
  const who = Object.assign(document.createElement('span'), {
    className: 'unseen',
    textContent: isOwn ? 'You: ' : 'Program: ',
  });
  line.append(who, words);
  if (!isSent)
    line.append(Object.assign(document.createElement('span'), { className: 'small', textContent: ' sending…' }));
  return line;
}

/** Adds what is new, so that a screen reader says that alone, and shows the last line. */
function showSaid(lines) {
  lines.forEach((line, at) => {
    const shown = said.children[at];
    const key = `${line.id} ${line.isSent}`;
    if (shown?.dataset.key === key) return;
    const fresh = bubble(line);
    fresh.dataset.key = key;
    if (shown) shown.replaceWith(fresh);
    else said.append(fresh);
  });
  while (said.children.length > lines.length) said.lastElementChild.remove();
  toEnd();
}

const log = place('log');
let isAtEnd = true;
let scrolledTo = 0;
function toEnd() {
  if (isAtEnd) log.scrollTop = log.scrollHeight;
}
log.addEventListener('scroll', () => {
  const isNear = log.scrollHeight - log.scrollTop - log.clientHeight < 48;
  // Only who goes back leaves the end.
  if (isNear || log.scrollTop < scrolledTo) isAtEnd = isNear;
  scrolledTo = log.scrollTop;
});
// The form below it, and the keyboard of a telephone, make it shorter.
new ResizeObserver(toEnd).observe(log);

/** How long the turn still takes at most: who lets it pass is out. */
function showTime() {
  const { isMyTurn, turnUntil } = talk?.state() ?? {};
  const seconds = Math.max(0, Math.ceil((turnUntil - Date.now()) / 1000));
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  place('time').textContent = isMyTurn && turnUntil ? `${clock} left` : '';
}
setInterval(showTime, 1000);

let wasMyTurn = false;
function show() {
  const state = task.state();
  place('status').textContent = sentenceOf(state);
  if (!talk) return;
  const { said: lines, isMyTurn, form, phase, refusal, endReason } = talk.state();
  showSaid(lines);
  showTime();
  place('talk').hidden = place('below').hidden = state.submission === 'saved';
  place('refusal').textContent = refusal ?? '';
  writing.textContent = phase === 'talking' && !isMyTurn ? 'The program is writing…' : '';
  composer.hidden = phase === 'ended' || form !== null;
  questions.hidden = form === null;
  finish.hidden = phase !== 'ended' || endReason === 'left' || state.submission === 'saved';
  finish.disabled = state.submission === 'sending';
  composer.lastElementChild.disabled = !isMyTurn;
  if (form) fill(questions, form);
  // The next words can be typed at once, and whoever uses a screen reader is where they are needed.
  if (isMyTurn && !wasMyTurn) (form ? questions.querySelector('input') : text).focus();
  if (phase === 'ended' && wasMyTurn !== null) finish.focus();
  wasMyTurn = phase === 'ended' ? null : isMyTurn;
}

composer.addEventListener('submit', (event) => {
  event.preventDefault();
  const words = text.value.trim();
  if (words === '' || !talk.state().isMyTurn) return;
  text.value = '';
  isAtEnd = true;
  talk.say(words);
});
text.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  composer.requestSubmit();
});
questions.addEventListener('submit', (event) => {
  event.preventDefault();
  talk.respond(responsesIn(questions, talk.state().form));
});
finish.addEventListener('click', () => {
  const forms = talk.state().said.flatMap(({ data }) => data.form_responses ?? []);
  void task.submit({ form_responses: forms });
});

task.listen(show);
const { initialTaskData, isPreview } = await task.ready();
if (initialTaskData && !isPreview) {
  place('topic').textContent = initialTaskData.task_data.topic;
  talk = task.conversation();
  talk.listen(show);
  show();
}
