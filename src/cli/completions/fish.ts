import type { Branch } from './tree.ts';

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function linesOf({ at, verbs, values, options }: Branch): string[] {
  const here = `complete -c manyhands -n ${quoted(`test (__manyhands_at) = "${at}"`)}`;
  return [
    ...verbs.map(({ name, says }) => `${here} -a ${name} -d ${quoted(says)}`),
    ...values.map((value) => `${here} -a ${value}`),
    ...options.map(({ long, says, takesValue, choices }) => {
      const value = choices.length ? ` -x -a ${quoted(choices.join(' '))}` : takesValue ? ' -r' : '';
      return `${here} -l ${long.replace(/^--/, '')}${value} -d ${quoted(says)}`;
    }),
  ];
}

/** The completion of fish; a value without known choices is completed as a file. */
export const fishScript = (branches: readonly Branch[]): string => `# manyhands completions fish
function __manyhands_at
  set -l at
  for word in (commandline -opc)[2..-1]
    switch (string join -- ' ' $at $word)
      case ${branches
        .filter(({ at }) => at !== '')
        .map(({ at }) => quoted(at))
        .join(' ')}
        set at $at $word
    end
  end
  string join ' ' '' $at | string trim
end
${branches.flatMap(linesOf).join('\n')}
`;
