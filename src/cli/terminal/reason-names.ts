import { type Command, Option } from 'commander';

const names = ['note', 'reason'] as const;

/** Lets every verb that takes a reason take it by both names, `--note` and `--reason`; the help has the one of the verb. */
export function takeBothNames(command: Command): void {
  const options = names.map((name) => command.options.find(({ long }) => long === `--${name}`));
  for (const [n, name] of names.entries()) {
    const other = names[1 - n]!;
    if (!options[n] || options[1 - n]) continue;
    const alias = new Option(`--${other} <text>`).hideHelp();
    alias.attributeName = () => name;
    command.addOption(alias);
  }
  for (const inner of command.commands) takeBothNames(inner);
}
