/** Something that was said here, and of which the server has not said that it has it. */
export type KeptWords = { update_id: string; text: string; task_data: Record<string, unknown> };

/** Where such words are kept, so that they outlast a reload of the page. */
export type WordsKeeper = { all(): readonly KeptWords[]; keep(words: KeptWords): void; drop(id: string): void };

/** Keeps nothing. */
export const keepsNothing: WordsKeeper = { all: () => [], keep: () => {}, drop: () => {} };

/** Keeps the words of an agent in the tab's session storage, where the browser allows that. */
export function keeperOf(agentId: string): WordsKeeper {
  const key = `manyhands.words.${agentId}`;
  function read(): KeptWords[] {
    try {
      const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? '[]');
      return Array.isArray(kept) ? (kept as KeptWords[]) : [];
    } catch {
      return [];
    }
  }
  function write(kept: readonly KeptWords[]): void {
    try {
      if (kept.length === 0) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, JSON.stringify(kept));
    } catch {
      // A browser without storage, or a full one: the words are sent all the same while the page is open.
    }
  }
  return {
    all: read,
    keep: (words) => write([...read(), words]),
    drop: (id) => write(read().filter(({ update_id }) => update_id !== id)),
  };
}
