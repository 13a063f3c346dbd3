import './tabler.scss';
