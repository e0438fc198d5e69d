/** What workers read; `{name}` and the like are filled in. */
export const defaultTexts = {
  loading: 'Getting a task for you…',
  previewEnd: 'This is a preview: the chat begins when you take the task.',
  about: 'About this task',
  people: 'In this conversation',
  you: 'You',
  awayMark: 'away',
  system: 'Task',
  requester: 'Requester',
  privately: 'for you alone',
  log: 'What was said',
  newMessages: 'New messages ↓',
  left: '{name} has left.',
  leftOpen: '{name} has left. Somebody else can take the place until {time}.',
  joined: '{name} has joined.',
  away: '{name} is away at the moment.',
  back: '{name} is back.',
  sending: 'Sending…',
  unsent: 'Not sent yet: it is sent when the connection is back.',
  refused: 'Not sent: {reason} Your words are in the field below.',
  refusedForm: 'Not sent: {reason}',
  message: 'Your message',
  send: 'Send',
  keys: 'Enter sends, Shift and Enter begin a new line.',
  yourTurn: 'It is your turn.',
  otherTurn: 'It is not your turn. You can write already, and send when it is.',
  notBegun: 'The conversation has not begun.',
  timeLeft: '{time} left',
  hurry: '{seconds} seconds are left.',
  answer: 'Send the answers',
  tooLong: 'This is too long to send: {most} characters are the most. Nothing of it is lost; make it shorter.',
  missing: 'Please answer this.',
  missingSome: 'Please look at what is marked.',
  connecting: 'Connecting…',
  connected: 'Connected',
  reconnecting: 'The connection is lost. It is made again by itself; nothing of what you wrote is lost.',
  closed: 'Not connected',
  waitingTitle: 'Waiting for the others',
  waitingTitleOne: 'Waiting for somebody',
  waitingCount: '{present} of {seats} are here. It begins when all are.',
  roomsBefore: 'Conversations that get their people before yours: {count}.',
  waitLeft: 'You wait {time} at most.',
  waitOver: 'The wait is over; one moment.',
  thenGoOn: 'Then it begins with those who are here, if they are enough.',
  thenBot: 'Then a program takes the place of whoever is missing.',
  thenPay: 'If nobody comes until then, you are paid for the wait.',
  thenEnd: 'If nobody comes until then, this ends, and you can look for another task.',
  keepOpen: 'Please keep this page open.',
  confirmTitle: 'Are you still there?',
  confirmText: 'Everybody is here. It begins as soon as all have said that they are there.',
  confirmButton: 'I am here',
  confirmLeft: 'You have {time} for that.',
  confirmed: 'Thank you. Waiting until the others say so, too.',
  done: 'That was all. Please hand it in.',
  tooFew: 'Somebody has left, so it ends here. That is not your fault: please hand it in.',
  endedEarly: 'It has ended early. That is not your fault: please hand it in.',
  doneButton: 'Done',
  handingIn: 'Handing in…',
  notHandedIn: 'It could not be handed in: {reason}',
  thanks: 'Thank you! It is handed in.',
  lastHandedIn: 'Thank you! Your last conversation is handed in.',
  lastLost: 'Your last conversation went on without you: you were away for too long, or you left it.',
  waitedTitle: 'Nobody came in time',
  waited: 'You are paid for the wait. Nothing is left to hand in.',
  leftTitle: 'This conversation is over for you',
  next: 'Look for another task',
  soundOn: 'Sound is on',
  soundOff: 'Sound is off',
} as const;

/** What workers read, in your words or another language. */
export type Texts = { [Key in keyof typeof defaultTexts]: string };

/** A text with the values for what stands in braces. */
export const fill = (text: string, values: Record<string, string | number>): string =>
  text.replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));

/** The time of day, such as 14:05, in the way of the worker's browser. */
export const timeOfDay = (at: Date): string => at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });

/** Minutes and seconds, such as 2:05. */
export const clock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
