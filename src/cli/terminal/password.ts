import type { ReadStream } from 'node:tty';
import { Interrupted } from './interrupt.ts';
import { refuse } from './refusals.ts';
import type { Terminal } from './terminal.ts';

/** A new password: the first line of stdin, or typed twice by a person, without being shown. */
export async function newPassword(terminal: Terminal, fromStdin = false): Promise<string> {
  if (fromStdin) return firstLineOf(terminal.input);
  if (!terminal.input.isTTY) throw refuse('access/no-terminal');
  const password = await typedSecret(terminal, 'Password: ');
  if (password !== (await typedSecret(terminal, 'Again: '))) throw refuse('access/not-the-same');
  return password;
}

/** The first line of stdin. */
export const firstLineOf = async (input: Terminal['input']): Promise<string> => (await linesOf(input))[0] ?? '';

/** The lines of stdin. */
export async function linesOf(input: Terminal['input']): Promise<string[]> {
  let text = '';
  for await (const chunk of input) text += chunk;
  return text.split(/\r?\n/);
}

const ends = ['\r', '\n', '\x04', '\x03'];
const interrupt = '\x03';

/** The letters after one more key; a terminal in raw mode does not handle erasing. */
function press(letters: string[], key: string): string[] {
  if (key === '\x7f' || key === '\b') return letters.slice(0, -1);
  return key === '\x15' ? [] : [...letters, key];
}

/** What a person types at a terminal, without being shown. */
export async function typedSecret({ input, notify, write }: Terminal, prompt: string): Promise<string> {
  const keyboard = input as ReadStream;
  await write(prompt);
  keyboard.setRawMode(true).setEncoding('utf8').resume();
  try {
    return await new Promise((resolve, reject) => {
      let letters: string[] = [];
      keyboard.on('data', function onData(chunk) {
        for (const key of String(chunk)) {
          if (!ends.includes(key)) letters = press(letters, key);
          else {
            keyboard.off('data', onData);
            return key === interrupt ? reject(new Interrupted()) : resolve(letters.join(''));
          }
        }
      });
    });
  } finally {
    keyboard.setRawMode(false).pause();
    notify('');
  }
}
