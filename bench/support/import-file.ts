/** A table of people as an HR system exports it: ten columns, three groups each of sixty. Its people are all different. */
export function* importTable(people: number): Generator<string> {
  yield '"Employee ID","First Name","Last Name","Work Email","Job Title",Department,Country,Status,"Employee Type",Groups\n';
  for (let i = 0; i < people; i += 1) {
    const groups = [i % 60, (i * 7 + 1) % 60, (i * 13 + 2) % 60].map((group) => `group-${group}`).join(';');
    yield `E${i},First${i},"Last, ${i}",person${i}@acme.com,Engineer,Department ${i % 40},${i % 3 === 0 ? 'DE' : 'US'},Active,employee,${groups}\n`;
  }
}
