/** How another command is called from the folder of the project; every hint says it alike. */
export const hint = (words: string): string => `./bin/manyhands ${words}`;
