import { damageMain } from './damage/main.ts';
import { killsMain } from './kills-main.ts';
import { openTempFolder } from './temp-folder.ts';

/** The kinds of chaos, by the first argument; a number is how often to kill. */
const ways: Record<string, (words: readonly string[]) => Promise<boolean>> = {
  damage: damageMain,
};

const words = process.argv.slice(2);
// Started by a spec, it ends with it.
process.once('disconnect', () => process.exit());
const temp = openTempFolder();
const way = ways[words[0] ?? ''];
const isWell = await (way ? way(words.slice(1)) : killsMain(words));
const left = await temp.close();
for (const line of left) console.log(`✗ left behind: ${line}`);
process.exit(isWell && left.length === 0 ? 0 : 1);
