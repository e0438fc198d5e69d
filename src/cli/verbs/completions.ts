import { Argument, type Command } from 'commander';
import { bashScript } from '../completions/bash.ts';
import { fishScript } from '../completions/fish.ts';
import { branchesOf } from '../completions/tree.ts';
import { zshScript } from '../completions/zsh.ts';
import { type Context, examples } from '../connection/context.ts';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };
type Shell = keyof typeof scripts;

/** `manyhands completions <shell>`: the script that completes verbs and options, made from the verbs themselves. */
export function addCompletions(program: Command, { terminal }: Context): void {
  program
    .command('completions')
    .description('print a script that completes verbs and options in your shell')
    .addArgument(new Argument('<shell>', 'your shell').choices(Object.keys(scripts)))
    .addHelpText(
      'after',
      examples(
        'manyhands completions bash > ~/.local/share/bash-completion/completions/manyhands',
        'manyhands completions zsh > ~/.zfunc/_manyhands',
        'manyhands completions fish > ~/.config/fish/completions/manyhands.fish',
      ),
    )
    .action((shell: Shell) => terminal.write(scripts[shell](branchesOf(program))));
}
