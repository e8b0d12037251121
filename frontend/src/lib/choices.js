/** Of what the server worked out for every choice, the chosen one is shown. */
export function showChosen(form) {
  const { plan, period } = Object.fromEntries(new FormData(form))
  const parts = [...form.querySelectorAll('[data-plan]')]
  const of = (part) => part.dataset.plan === plan && part.dataset.period === period
  const found = parts.find(of) ?? parts.find((part) => part.dataset.plan === plan)
  for (const part of parts) part.hidden = part !== found
  for (const radio of form.elements.period) {
    if (radio.value === found?.dataset.period) radio.checked = true
    radio.disabled = !parts.some(
      (part) => part.dataset.plan === plan && part.dataset.period === radio.value,
    )
  }
}
