export function showChosen(form: HTMLFormElement): void
