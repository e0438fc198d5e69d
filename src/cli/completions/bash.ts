import type { Branch } from './tree.ts';

/** Words that may follow a branch: its verbs and its options. */
const wordsOf = ({ verbs, values, options }: Branch) => [
  ...verbs.map(({ name }) => name),
  ...values,
  ...options.map(({ long }) => long),
];

const valueCases = ({ at, options }: Branch) =>
  options
    .filter(({ takesValue }) => takesValue)
    .map(({ long, choices }) => `    "${at}:${long}") words="${choices.join(' ')}" ;;`);

/** The completion of bash; a value without known choices is completed as a file. */
export const bashScript = (branches: readonly Branch[]): string => `# manyhands completions bash
_manyhands() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} at="" words n
  # Bash makes "=" a word of its own.
  [[ $current == = ]] && current=""
  [[ $before == = ]] && before=\${COMP_WORDS[COMP_CWORD-2]}
  for ((n = 1; n < COMP_CWORD; n++)); do
    case "\${at:+$at }\${COMP_WORDS[n]}" in
      ${branches
        .filter(({ at }) => at !== '')
        .map(({ at }) => `"${at}"`)
        .join('|')}) at="\${at:+$at }\${COMP_WORDS[n]}" ;;
    esac
  done
  case "$at:$before" in
${branches.flatMap(valueCases).join('\n')}
    *) case "$at" in
${branches.map((branch) => `      "${branch.at}") words="${wordsOf(branch).join(' ')}" ;;`).join('\n')}
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _manyhands manyhands
`;
