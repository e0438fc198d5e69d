import { Button, Group, Text } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { type DragEvent, useId, useRef, useState } from 'react';
import { isMediaFile } from '../../../../src/api/media.ts';
import style from './new-task.module.css';

type Props = {
  /** The text of the button. */
  button: string;
  /** What may be dropped. */
  hint: string;
  /** The endings of files to choose from, as `accept` of a file input. */
  accept: string;
  multiple?: boolean;
  /** The text of a button for all media files of a folder, with their paths in it; without, there is none. */
  folderButton?: string;
  isBusy?: boolean;
  onFiles: (files: readonly File[]) => void;
};

/** Whether a file of a folder can be a picture, sound or film of a task: no hidden one, such as a thumbnail. */
const isShownFile = ({ name, webkitRelativePath }: File) =>
  isMediaFile(name) && (webkitRelativePath || name).split('/').every((part) => !part.startsWith('.'));

/** A place where files are dropped, with a button for those who do not drag. */
export function DropZone({ button, hint, accept, multiple = false, folderButton, isBusy = false, onFiles }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);
  const hintId = useId();
  const [isOver, setOver] = useState(false);
  const take = (list: Iterable<File>) => {
    const files = [...list];
    if (!isBusy) onFiles(multiple ? files : files.slice(0, 1));
  };
  const over = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (event.dataTransfer.files.length > 0) take(event.dataTransfer.files);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping needs a mouse; the button does the same for everyone.
    <div
      className={style.drop}
      data-over={isOver || undefined}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <input
        ref={input}
        type="file"
        accept={accept}
        multiple={multiple}
        hidden
        aria-label={button}
        onChange={({ currentTarget }) => {
          if (currentTarget.files?.length) take(currentTarget.files);
          currentTarget.value = '';
        }}
      />
      {folderButton && (
        <input
          ref={folderInput}
          type="file"
          {...{ webkitdirectory: '' }}
          hidden
          aria-label={folderButton}
          onChange={({ currentTarget }) => {
            const all = [...(currentTarget.files ?? [])];
            if (all.length > 0) take(all.filter(isShownFile));
            currentTarget.value = '';
          }}
        />
      )}
      <Group gap="sm">
        <Button
          variant="default"
          leftSection={<IconUpload size={16} aria-hidden />}
          loading={isBusy}
          onClick={() => input.current?.click()}
          aria-describedby={hintId}
        >
          {button}
        </Button>
        {folderButton && (
          <Button
            variant="default"
            loading={isBusy}
            onClick={() => folderInput.current?.click()}
            aria-describedby={hintId}
          >
            {folderButton}
          </Button>
        )}
        <Text size="sm" c="dimmed" id={hintId}>
          {hint}
        </Text>
      </Group>
    </div>
  );
}
