const namespace = 'http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/2005-10-01/QuestionFormAnswers.xsd';

/** The answer of an assignment as the API gives it: fields of a form as XML in ASCII. */
export function answersXml(fields: ReadonlyMap<string, string>): string {
  const answers = [...fields].map(
    ([name, value]) =>
      `<Answer><QuestionIdentifier>${xmlText(name)}</QuestionIdentifier><FreeText>${xmlText(value)}</FreeText></Answer>`,
  );
  return `<?xml version="1.0" encoding="ASCII"?>
<QuestionFormAnswers xmlns="${namespace}">
  ${answers.join('\n  ')}
</QuestionFormAnswers>`;
}

const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function xmlText(text: string): string {
  let written = '';
  for (const sign of text) {
    const point = sign.codePointAt(0) ?? 0;
    // XML has no way to write other control characters, nor half of a pair.
    const isUnwritable =
      (point < 0x20 && ![9, 10, 13].includes(point)) || (point >= 0xd800 && point < 0xe000) || (point | 1) === 0xffff;
    if (isUnwritable) written += '&#65533;';
    else written += names[sign] ?? (point === 13 || point > 0x7e ? `&#${point};` : sign);
  }
  return written;
}
