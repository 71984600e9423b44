import { expect, test } from 'vitest'
import { money } from './money'

test('money is said in its own currency and typed in whole coins', () => {
  const pounds = money('en', 'GBP')
  expect(pounds.say(123450)).toBe('£1,234.50')
  expect(pounds.minor(0.29)).toBe(29)
  expect(pounds.minor(1.15)).toBe(115)
  expect(pounds.typed(115)).toBe(1.15)
})

test('a currency without a hundredth has none here', () => {
  const yen = money('zh-CN', 'JPY')
  expect(yen.digits).toBe(0)
  expect(yen.minor(12)).toBe(12)
})
