import { createRoot } from 'react-dom/client'
import { App } from './app'
import './platform/look.css'
import './platform/blocks.css'
import './platform/shell/frame.css'

const root = document.getElementById('root')
if (root) createRoot(root).render(<App />)
