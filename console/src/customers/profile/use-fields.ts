import { useQuery } from '@tanstack/react-query'
import { get } from '../../api/client'
import type { CustomField, List } from '../../api/types'
import { useLanguage } from '../../platform/language'

export const CUSTOM_FIELDS = '/custom-fields'
export const MOVED_BY = ['price', 'relation', 'brand', 'expertise'] as const

/** The fields this brand defined for its customers. */
export function useCustomFields() {
  const { language } = useLanguage()
  return useQuery({
    queryKey: [CUSTOM_FIELDS, language],
    queryFn: () => get<List<CustomField>>(CUSTOM_FIELDS).then((found) => found.items),
  })
}
