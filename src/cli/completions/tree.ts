import type { Command } from 'commander';

/** A verb, or one part of it, as a shell completes it; `at` is its words, an empty text for the program itself. */
export type Branch = {
  at: string;
  /** The verbs that may come next, with what they do. */
  verbs: { name: string; says: string }[];
  /** What its arguments may be, where that is known. */
  values: readonly string[];
  options: { long: string; says: string; takesValue: boolean; choices: readonly string[] }[];
};

/** The program and all its verbs, as commander has them. */
export function branchesOf(command: Command, at = ''): Branch[] {
  const help = command.createHelp();
  const verbs = help.visibleCommands(command).map((verb) => ({ name: verb.name(), says: verb.description() }));
  const options = help.visibleOptions(command).map(({ long, description, required, optional, argChoices }) => ({
    long: long ?? '',
    says: description,
    takesValue: required || optional,
    choices: argChoices ?? [],
  }));
  const values = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
  const inner = command.commands.flatMap((verb) => branchesOf(verb, `${at} ${verb.name()}`.trim()));
  return [{ at, verbs, values, options }, ...inner];
}
