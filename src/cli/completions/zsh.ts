import type { Branch } from './tree.ts';

/** A word and its meaning for `_describe`, in single quotes. */
const described = (word: string, says: string) =>
  `'${`${word.replaceAll(':', '\\:')}:${says}`.replaceAll("'", `'\\''`)}'`;

const entriesOf = ({ verbs, values, options }: Branch) => [
  ...verbs.map(({ name, says }) => described(name, says)),
  ...values.map((value) => `'${value}'`),
  ...options.map(({ long, says }) => described(long, says)),
];

const valueCases = ({ at, options }: Branch) =>
  options
    .filter(({ takesValue }) => takesValue)
    .map(
      ({ long, choices }) => `    '${at}:${long}') ${choices.length ? `compadd -- ${choices.join(' ')}` : '_files'} ;;`,
    );

/** The completion of zsh; a value without known choices is completed as a file. */
export const zshScript = (branches: readonly Branch[]): string => `#compdef manyhands
_manyhands() {
  local at="" word
  local -a entries
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "\${at:+$at }$word" in
      ${branches
        .filter(({ at }) => at !== '')
        .map(({ at }) => `'${at}'`)
        .join('|')}) at="\${at:+$at }$word" ;;
    esac
  done
  case "$at:\${words[CURRENT-1]}" in
${branches.flatMap(valueCases).join('\n')}
    *) case "$at" in
${branches.map((branch) => `      '${branch.at}') entries=(${entriesOf(branch).join(' ')}) ;;`).join('\n')}
    esac
    _describe manyhands entries
    _files ;;
  esac
}
compdef _manyhands manyhands
`;
