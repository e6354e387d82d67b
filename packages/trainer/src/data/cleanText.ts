/**
 * Text as it is read, so that what looks alike is alike: composed (NFC), with line feeds as line ends, without what
 * cannot be seen.
 *
 * - `\r\n`, `\r`, `\v`, `\f`, NEL and U+2028 become `\n`, and U+2029, which separates paragraphs, becomes a blank line.
 * - Control characters and U+200B, which separate, become spaces.
 * - Soft hyphens, byte order marks, marks of direction, variation selectors and other `Default_Ignorable_Code_Point`s go;
 *   joiners too, but where they are spelling: inside emoji, and between letters of scripts that join, such as Persian.
 */
export function cleanText(text: string, lowerCase: boolean): string {
  const visible = text
    .replace(/\r\n?|[\v\f\x85\u2028]/g, '\n')
    .replace(/\u2029/g, '\n\n')
    .replace(separating, ' ')
    .replace(ignorable, '')
    .replace(idleJoiner, '');
  return (lowerCase ? visible.toLowerCase() : visible).normalize('NFC');
}

/** Control characters that are no white space, and the space of no width. */
const separating = /[^\P{Cc}\s]|\u200b/gu;

/** All but the two joiners, and the tags of which some flags are made. */
const ignorable = /(?!\u200c|\u200d|[\u{e0020}-\u{e007f}])\p{Default_Ignorable_Code_Point}/gu;

const alphabets = String.raw`\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Han}`;
const joining = String.raw`(?![${alphabets}])[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}]`;

/** Joiners that don't stand between two characters that they could join. */
const idleJoiner = new RegExp(`(?<!${joining})[\\u200c\\u200d]+|[\\u200c\\u200d]+(?!${joining})`, 'gu');
