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
  local before=\${words[CURRENT-1]}
  if [[ \${words[CURRENT]} == --*=* ]]; then
    before=\${words[CURRENT]%%=*}
    compset -P '*='
  fi
  case "$at:$before" in
${branches.flatMap(valueCases).join('\n')}
    *) case "$at" in
${branches.map((branch) => `      '${branch.at}') entries=(${entriesOf(branch).join(' ')}) ;;`).join('\n')}
    esac
    _describe manyhands entries
    _files ;;
  esac
}
# In a folder of $fpath, this file is what zsh calls the first time; elsewhere it is sourced.
if [[ \${funcstack[1]} == _manyhands ]]; then _manyhands "$@"; else compdef _manyhands manyhands; fi
`;
