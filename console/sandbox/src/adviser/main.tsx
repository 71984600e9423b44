import { render } from 'preact'
import '../look.css'
import './adviser.css'
import { SpeechContext, useSpeech } from '../speech'
import { Adviser } from './adviser'

function Page() {
  const speech = useSpeech('adviser.title')
  return (
    <SpeechContext.Provider value={speech}>
      <Adviser />
    </SpeechContext.Provider>
  )
}

const root = document.getElementById('root')
if (root) render(<Page />, root)
