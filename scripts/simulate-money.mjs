// `npm run simulate:money -- [--seeds COUNT] [--from SEED] [--seed SEED]`: installs and builds what is missing, then lets seeds of offers and
// payments happen; with `--seed`, one of them, with its story.
import { build } from './build.mjs';
import { installWhatIsMissing } from './install.mjs';
import { giveUp, needNode, runNode } from './steps.mjs';

needNode();
await installWhatIsMissing();
if ((await build()) !== 0) giveUp('The build failed; the reason is above.');
process.exitCode = await runNode('dist/src/simulation/money/main.js', process.argv.slice(2));
