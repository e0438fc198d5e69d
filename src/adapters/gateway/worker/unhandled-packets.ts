import { textOutside } from '../../../events/outside.ts';

/** Called with one sentence for the terminal, and one for the log file, which has nothing that workers send. */
export type Notify = (sentence: string, forFile: string) => void;

const maxNotedTypes = 100;
const maxTypeLetters = 60;

/** Says once for each run and type that nothing handles a packet; of many types only the first are named. */
export function unhandledPackets(notify: Notify): (run: string, type: string) => void {
  const noted = new Set<string>();
  return (run: string, type: string) => {
    // A type may have line breaks and more that a terminal would follow.
    const name = JSON.stringify(textOutside(type).slice(0, maxTypeLetters));
    const key = `${run} ${name}`;
    if (noted.has(key) || noted.size >= maxNotedTypes) return;
    noted.add(key);
    const told = (what: string) => `The page of ${run} sends live packets ${what}nothing handles. They are dropped.`;
    notify(told(`of type ${name}, which `), told('that '));
  };
}
