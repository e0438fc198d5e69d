import { Anchor, Code } from '@mantine/core';
import { useState } from 'react';
import { ForeignText } from '../text/foreign-text.tsx';
import { jsonOf } from './json.ts';
import style from './value.module.css';

/** A value as JSON; with `isOpen={false}`, behind a button. */
export function JsonView({ value, isOpen = true }: { value: unknown; isOpen?: boolean }) {
  const [isShown, setShown] = useState(isOpen);
  if (!isShown) {
    return (
      <Anchor component="button" type="button" size="sm" underline="always" onClick={() => setShown(true)}>
        Show nested values as JSON
      </Anchor>
    );
  }
  return (
    <Code block component="div" className={style.json} tabIndex={0} role="group" aria-label="JSON">
      <ForeignText text={jsonOf(value)} block maxLetters={20_000} />
    </Code>
  );
}
