// `npm start`: installs and builds what is missing, then runs `manyhands start --open-example` in this process, so that
// the terminal, the environment, Ctrl-C and the exit code are its own.
import { build } from './build.mjs';
import { installWhatIsMissing } from './install.mjs';
import { giveUp, needNode } from './steps.mjs';

needNode();
await installWhatIsMissing();
const code = await build();
if (code !== 0) giveUp('The build failed; the reason is above.', code);

const { main } = await import(new URL('../dist/src/cli/main.js', import.meta.url).href);
await main(['start', '--open-example', ...process.argv.slice(2)]);
