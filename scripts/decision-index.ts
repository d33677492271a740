const RECORD = /^(\d{4})-[a-z0-9-]+\.md$/;

/** A file of `docs/decisions` and what it says. */
export interface DecisionFile {
  readonly name: string;
  readonly text: string;
}

/** What is wrong with the numbers of some records, or with the index that lists them; one sentence each. */
export function decisionErrors(files: readonly DecisionFile[]): readonly string[] {
  const index = files.find(({ name }) => name === 'README.md')?.text ?? '';
  const records = files.filter(({ name }) => name !== 'README.md').sort((a, b) => a.name.localeCompare(b.name));
  const links = [...index.matchAll(/\[(\d{4}) (.+?)\]\((\S+?)\)/g)];
  return [
    ...records.flatMap(({ name, text }, position) => {
      const expected = String(position + 1).padStart(4, '0');
      const number = RECORD.exec(name)?.[1];
      if (number === undefined) return [`${name}: a record is named NNNN-decision.md`];
      const title = /^# (.+)$/m.exec(text)?.[1] ?? '';
      const listed = links.filter(([, , , file]) => file === name);
      return [
        ...(number === expected ? [] : [`${name}: its number should be ${expected}, the next without a gap`]),
        ...(title === '' ? [`${name}: has no title`] : []),
        ...(listed.length === 1 && listed[0]?.[1] === number && listed[0][2] === title
          ? []
          : [`README.md: should list ${name} once, as [${number} ${title}](${name})`]),
      ];
    }),
    ...links
      .filter(([, , , file]) => !records.some(({ name }) => name === file))
      .map(([, , , file]) => `README.md: lists ${file}, which does not exist`),
  ];
}
