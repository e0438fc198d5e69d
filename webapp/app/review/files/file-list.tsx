import { Button, Group, Text } from '@mantine/core';
import { IconFile } from '@tabler/icons-react';
import { useState } from 'react';
import { ForeignText } from '../text/foreign-text.tsx';
import { type AnswerFile, formatSize } from './answer-file.ts';
import { FileDialog } from './file-dialog.tsx';
import style from './files.module.css';

/** The files of an answer by name; each opens in a dialog. */
export function FileList({ files }: { files: readonly AnswerFile[] }) {
  const [opened, setOpened] = useState<AnswerFile>();
  return (
    <>
      <ul className={style.list}>
        {files.map((file, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: files of an answer never change places, and may be the same twice.
          <li key={at}>
            <Group gap="xs" wrap="wrap">
              <Button
                variant="default"
                size="xs"
                h="auto"
                py={4}
                maw="100%"
                leftSection={<IconFile size={14} aria-hidden />}
                styles={{ label: { whiteSpace: 'normal', textAlign: 'start' } }}
                onClick={() => setOpened(file)}
              >
                <ForeignText text={file.name || '(unnamed file)'} maxLetters={120} />
              </Button>
              <Text size="xs" c="dimmed">
                {formatSize(file.size)}, field <ForeignText text={file.field} maxLetters={80} />
              </Text>
            </Group>
          </li>
        ))}
      </ul>
      {opened && <FileDialog file={opened} onClose={() => setOpened(undefined)} />}
    </>
  );
}
