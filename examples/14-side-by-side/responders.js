// Two responders that answer a question with a sentence of a text. Both look for words of the question; they differ in what a word counts.

const wordsIn = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

// "stars" and "star", "twinkles" and "twinkle" are the same word here: without its last letters.
const stemOf = (word) => (word.length > 3 ? word.replace(/(?:es|ed|ing|s|e)$/, '') : word);

/** The sentences of a text. */
export const sentencesIn = (text) => text.split(/(?<=[.!?])\s+/).filter(Boolean);

function countsOf(words) {
  const counts = new Map();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** The sentence with the highest score; the first of several. */
function best(sentences, scoreOf) {
  const scores = sentences.map(scoreOf);
  return sentences[scores.indexOf(Math.max(...scores))];
}

/** Takes the sentence that shares the most words with the question, for its length (the index of Jaccard). */
function overlap(sentences) {
  const sets = new Map(sentences.map((sentence) => [sentence, new Set(wordsIn(sentence))]));
  return (question) => {
    const asked = new Set(wordsIn(question));
    return best(sentences, (sentence) => {
      const words = sets.get(sentence);
      const shared = [...asked].filter((word) => words.has(word)).length;
      return shared / (asked.size + words.size - shared);
    });
  };
}

/** Okapi BM25 (Robertson and others, 1994): words that few sentences have count more, and words count by their stem. */
function bm25(sentences, { k1 = 1.2, b = 0.75 } = {}) {
  const counted = sentences.map((sentence) => countsOf(wordsIn(sentence).map(stemOf)));
  const lengths = sentences.map((sentence) => wordsIn(sentence).length);
  const meanLength = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  const rarity = (stem) => {
    const having = counted.filter((stems) => stems.has(stem)).length;
    return Math.log(1 + (sentences.length - having + 0.5) / (having + 0.5));
  };
  return (question) => {
    const asked = [...new Set(wordsIn(question).map(stemOf))];
    return best(sentences, (sentence) => {
      const at = sentences.indexOf(sentence);
      return asked.reduce((sum, stem) => {
        const times = counted[at].get(stem) ?? 0;
        const evenness = k1 * (1 - b + (b * lengths[at]) / meanLength);
        return sum + (rarity(stem) * times * (k1 + 1)) / (times + evenness);
      }, 0);
    });
  };
}

/** Both by name: each takes the sentences of a text, and gives a function from question to answer. */
export const responders = { overlap, bm25 };
