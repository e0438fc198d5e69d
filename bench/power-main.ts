import { type Cut, cutPower } from './power/cuts.ts';
import { openDisk } from './power/disk.ts';
import { kinds } from './power/load.ts';
import { openTempFolder } from './temp-folder.ts';

const [count = '100', how] = process.argv.slice(2);
/** What a caller sees where nothing could be tried. */
const notTried = 2;
const cuts = Number(count);
if (!Number.isInteger(cuts) || cuts < 1) {
  console.error('Say how many cuts as a number: npm run chaos -- power 100');
  process.exit(notTried);
}
// Started by a spec, it ends with it.
process.once('disconnect', () => process.exit());

const temp = openTempFolder();
const refusal = await openDisk().then(
  (disk) => disk.close(),
  (error: Error) => error,
);
if (refusal) {
  const reason = refusal.message.trim().split('\n').at(-1);
  console.error(
    `Power cuts need root on Linux, to mount a disk in a file, and that was not possible here (${reason}).`,
  );
  await temp.close();
  process.exit(notTried);
}

const done: Cut[] = [];
await cutPower({
  cuts,
  isBrief: how === 'brief',
  onCut(cut, nth) {
    done.push(cut);
    const { kind, ageSeconds, acknowledged, before, faults } = cut;
    console.log(
      `Cut ${nth} of ${cuts}: ${kind}, ${ageSeconds.toFixed(1)} s, ${acknowledged} acknowledged (${before} before), ${faults.length} faults.`,
    );
    for (const fault of faults.slice(0, 10)) console.log(`  ✗ ${fault}`);
  },
});

const sum = (of: Cut[], figure: (cut: Cut) => number) => of.reduce((total, cut) => total + figure(cut), 0);
console.table(
  Object.fromEntries(
    [...kinds.map((kind) => [kind, done.filter((cut) => cut.kind === kind)] as const), ['all', done] as const].map(
      ([name, of]) => [
        name,
        {
          cuts: of.length,
          acknowledged: sum(of, ({ acknowledged }) => acknowledged),
          lost: sum(of, ({ lost }) => lost),
          doubled: sum(of, ({ doubled }) => doubled),
          'not started': sum(of, ({ started }) => Number(!started)),
          faults: sum(of, ({ faults }) => faults.length),
        },
      ],
    ),
  ),
);
const left = await temp.close();
for (const line of left) console.log(`✗ left behind: ${line}`);
process.exit(sum(done, ({ faults }) => faults.length) + left.length ? 1 : 0);
