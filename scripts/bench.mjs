// `npm run bench -- [NAME …]` and `npm run chaos -- [KILLS | damage [ROUNDS]]`: installs and builds what is missing, then measures or breaks.
import { build } from './build.mjs';
import { installWhatIsMissing } from './install.mjs';
import { giveUp, needNode, runNode } from './steps.mjs';

const [first, ...rest] = process.argv.slice(2);
const isChaos = first === '--chaos';

needNode();
await installWhatIsMissing();
if ((await build()) !== 0) giveUp('The build failed; the reason is above.');
process.exitCode = await runNode(
  isChaos ? 'dist/bench/chaos-main.js' : 'dist/bench/main.js',
  isChaos ? rest : process.argv.slice(2),
);
