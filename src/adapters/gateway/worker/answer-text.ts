/** Room for the fields beside an answer, and for packets without one. */
const envelopeBytes = 64 * 1024;
/** A text that escapes every letter outside ASCII takes up to three times the bytes of its UTF-8. */
const escapeFactor = 3;

/** How long the text may be, in bytes, in which an answer of at most `answerBytes` is sent; the answer itself is measured later. */
export const maxAnswerTextBytes = (answerBytes: number): number => escapeFactor * answerBytes + envelopeBytes;
